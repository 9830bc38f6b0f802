import busboy from 'busboy';
import type { Exchange } from './exchange';
import { isJsonObject, parseJson, textOf, type JsonValue } from './json';
import type { Piece } from './piece';
import type { Spool } from './spool';

/** A file that came with a request. */
export interface ReceivedFile {
  field: string;
  /** Name the client gave, without folders. */
  filename: string | undefined;
  contentType: string;
  piece: Piece;
}

/** A request body, whatever form it came in. */
export interface ReceivedBody {
  fields: [string, JsonValue][];
  files: ReceivedFile[];
  /** The fields as text, for faults that look at bodies. */
  text: string;
}

/** The body is longer than the service takes. It has been read to its end. */
export class BodyTooLarge extends Error {}

/** The body is not what its content type says. */
export class MalformedBody extends Error {}

const longestFieldBytes = 128 * 1024 * 1024;

/** Reads a body: multipart (files go to the spool as they come), form-urlencoded or JSON. */
export async function readBody(exchange: Exchange, spool: Spool, maxBytes = Infinity): Promise<ReceivedBody> {
  const declared = Number(exchange.header('content-length') ?? 0);
  if (declared > maxBytes) {
    exchange.body.resume();
    throw new BodyTooLarge();
  }
  const contentType = exchange.header('content-type') ?? '';
  if (/^multipart\/form-data/i.test(contentType)) return readMultipart(exchange, spool, maxBytes);
  const text = (await readAll(exchange, maxBytes)).toString('utf8');
  if (text === '') return { fields: [], files: [], text };
  if (/json/i.test(contentType) || /^\s*\{/.test(text)) return { fields: jsonFields(text), files: [], text };
  return { fields: formFields(text), files: [], text };
}

/** The pairs of a query or form; `+` is a space. */
export function formFields(text: string): [string, JsonValue][] {
  return [...new URLSearchParams(text)];
}

function jsonFields(text: string): [string, JsonValue][] {
  const value = parseJson(text);
  if (!isJsonObject(value)) throw new MalformedBody('Invalid JSON');
  return Object.entries(value);
}

async function readAll(exchange: Exchange, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of exchange.body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
  }
  if (bytes > maxBytes) throw new BodyTooLarge();
  return Buffer.concat(chunks);
}

async function readMultipart(exchange: Exchange, spool: Spool, maxBytes: number): Promise<ReceivedBody> {
  const fields: [string, JsonValue][] = [];
  const arriving: Promise<ReceivedFile | Error>[] = [];
  let bytes = 0;
  const parser = openParser(exchange);
  parser.on('field', (name, value) => fields.push([name, value]));
  parser.on('file', (field, stream, info) => {
    const filename = utf8Name(info.filename);
    const taken = spool.take(stream as AsyncIterable<Buffer>).then(
      (piece): ReceivedFile => ({ field, filename, contentType: info.mimeType, piece }),
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    );
    arriving.push(taken);
  });
  exchange.body.on('data', (chunk: Buffer) => (bytes += chunk.length));
  const failure = await new Promise<Error | undefined>((resolve) => {
    parser.once('close', () => resolve(undefined));
    parser.once('error', (error) => resolve(error instanceof Error ? error : new Error(String(error))));
    exchange.body.once('error', (error) => parser.destroy(error));
    exchange.request.once('close', () => {
      if (!exchange.request.complete) parser.destroy(new Error('the client went away'));
    });
    exchange.body.pipe(parser);
  });
  const settled = await Promise.all(arriving);
  const files = settled.filter((one): one is ReceivedFile => !(one instanceof Error));
  const broken = failure ?? settled.find((one) => one instanceof Error);
  if (broken || bytes > maxBytes) {
    for (const file of files) await spool.drop(file.piece);
    exchange.body.resume();
    if (broken) throw exchange.abandoned ? broken : new MalformedBody(broken.message);
    throw new BodyTooLarge();
  }
  const text = fields.map(([name, value]) => `${name}=${textOf(value)}`).join('&');
  return { fields, files, text };
}

function openParser(exchange: Exchange): busboy.Busboy {
  try {
    return busboy({
      headers: exchange.request.headers,
      defParamCharset: 'latin1',
      limits: { fieldSize: longestFieldBytes, fields: 5000 },
    });
  } catch (error) {
    throw new MalformedBody(error instanceof Error ? error.message : String(error));
  }
}

/** File names come as UTF-8 from most clients and as Latin-1 from some. */
function utf8Name(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const bytes = Buffer.from(name, 'latin1');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return name;
  }
}
