import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeProducts } from '../product-table';
import type { Suite } from '../suite';
import { toolTables, type Measured } from '../tool-tables';
import { ferryTool, runTool, scriptTool, type Tool } from '../tool-run';
import type { World } from '../world';

/** Tools that go through a table, at a tenth of the rows and at all: memory that grows with them is seen. */
export const tables: Suite = {
  name: 'tables',
  summary: 'convert, consolidate and a dry run of migrate on many rows, against plain scripts',
  async run(world, { rows, say }) {
    const measured: Measured[] = [];
    for (const count of [Math.round(rows / 10), rows]) measured.push(...(await measureTools(world, count, say)));
    return toolTables(measured);
  },
};

/** A tool of ferry's and the script that does the same, where there is one: both write the same bytes. */
interface Race {
  what: string;
  ferry: Tool;
  script?: Tool;
  outputs?: { ferry: string; script: string };
}

async function measureTools(world: World, rows: number, say: (line: string) => void): Promise<Measured[]> {
  const dir = join(world.dir, 'tables');
  await mkdir(dir);
  try {
    const csv = join(dir, 'products.csv');
    await writeProducts(csv, rows);
    const measured: Measured[] = [];
    for (const { what, ferry, script, outputs } of racesOf(dir, csv)) {
      for (const [who, tool] of Object.entries({ ferry, script })) {
        if (tool === undefined) continue;
        say(`${what}, ${rows} rows, ${who} ...`);
        measured.push({ what, who, rows, ...(await runTool(world, tool)) });
      }
      if (outputs !== undefined) await expectSame(what, outputs);
    }
    return measured;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function racesOf(dir: string, csv: string): Race[] {
  const outputsOf = (what: string): { ferry: string; script: string } => ({
    ferry: join(dir, `${what}-ferry.csv`),
    script: join(dir, `${what}-script.csv`),
  });
  const [converted, consolidated] = [outputsOf('convert'), outputsOf('consolidate')];
  return [
    { what: 'nothing', ferry: ferryTool('--version') },
    {
      what: 'convert',
      ferry: ferryTool('convert', csv, '--format', 'jpg', '--output', converted.ferry),
      script: scriptTool('convert', csv, converted.script),
      outputs: converted,
    },
    {
      what: 'consolidate',
      ferry: ferryTool('consolidate', '--input', csv, '--output', consolidated.ferry),
      script: scriptTool('consolidate', csv, consolidated.script),
      outputs: consolidated,
    },
    { what: 'migrate --dry-run', ferry: ferryTool('migrate', csv, '--dry-run', '--yes', '--limit', '1') },
  ];
}

/** Fast and wrong counts for nothing. */
async function expectSame(what: string, { ferry, script }: { ferry: string; script: string }): Promise<void> {
  if ((await hashOf(ferry)) !== (await hashOf(script)))
    throw new Error(`${what}: ferry and the script have written different tables.`);
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex');
}
