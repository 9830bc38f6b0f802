import { batch } from './batch';
import { check } from './check';
import { drive } from './drive';
import { dropbox } from './dropbox';
import type { JobType } from './job-type';
import { migrate } from './migrate';
import { scrape } from './scrape';
import { sync } from './sync';
import { upload } from './upload';
import { urls } from './urls';

/** Every job type ferry knows. A new one is its file and a line here. */
export const jobTypes: readonly JobType[] = [upload, drive, dropbox, batch, migrate, check, urls, scrape, sync];
