import { batch } from './batch';
import { drive } from './drive';
import { dropbox } from './dropbox';
import type { JobType } from './job-type';
import { upload } from './upload';

/** Every job type ferry knows. A new one is its file and a line here. */
export const jobTypes: readonly JobType[] = [upload, drive, dropbox, batch];
