import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ferry, type FerryResult } from '../support/ferry';

/** A folder a person works in, with nothing but what the test puts there. */
export interface ToolFolder {
  dir: string;
  home: string;
  path(name: string): string;
  write(name: string, content: string): string;
  read(name: string): string;
  /** Runs ferry in it. */
  ferry(args: string[], environment?: Record<string, string>): Promise<FerryResult>;
  /** What every command there is given as its environment. */
  environment: Record<string, string>;
  remove(): void;
}

/** Makes a folder to run tools in. */
export function toolFolder(): ToolFolder {
  const dir = mkdtempSync(join(tmpdir(), 'ferry-tools-'));
  const home = join(dir, 'home');
  const environment = { PATH: process.env.PATH ?? '', HOME: dir, FERRY_HOME: home };
  const path = (name: string): string => join(dir, name);
  return {
    dir,
    home,
    environment,
    path,
    write(name, content) {
      writeFileSync(path(name), content);
      return path(name);
    },
    read: (name) => readFileSync(path(name), 'utf8'),
    ferry: (args, more = {}) => ferry(args, { ...environment, ...more }, dir),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
