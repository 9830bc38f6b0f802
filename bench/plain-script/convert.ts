import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify';
import { createReadStream, createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const [input = '', output = ''] = process.argv.slice(2);

/** Adds the URL of each row as a JPEG, by replacing what is in every such URL. */
const convert = new Transform({
  objectMode: true,
  transform(row: Record<string, string>, _encoding, done) {
    const { url = '' } = row;
    done(null, { ...row, url_jpg: url.replace('/upload/', '/upload/f_jpg/').replace(/\.\w+$/, '.jpg') });
  },
});

void pipeline(
  createReadStream(input),
  parse({ columns: true }),
  convert,
  stringify({ header: true }),
  createWriteStream(output),
);
