import { InvalidArgumentError } from 'commander';

const factors: Record<string, number> = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  m: 1e6,
  mb: 1e6,
  g: 1e9,
  gb: 1e9,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
};

/** Reads `20MB`, `512kB`, `1.5 GiB` as bytes. */
export function parseBytes(text: string): number {
  const found = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text);
  const factor = factors[(found?.[2] ?? '').toLowerCase()];
  if (found?.[1] === undefined || factor === undefined) {
    throw new InvalidArgumentError(`"${text}" is not a size. Write it as 20MB, 512kB or 1.5GiB.`);
  }
  return Math.round(Number(found[1]) * factor);
}
