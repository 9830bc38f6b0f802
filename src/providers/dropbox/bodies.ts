import { isAbort } from '../define-provider';
import { connectionError, refusalError, type DropboxCallError } from './call-error';

/** What is sent could not be read: not the service's fault. */
export class BodyFailure {
  constructor(readonly reason: unknown) {}
}

/** A request body that remembers what it failed with: fetch tells it as a broken connection. */
export class WatchedBody {
  readonly body: Buffer | AsyncIterable<Buffer>;
  failure: BodyFailure | undefined;

  constructor(body: Buffer | AsyncIterable<Buffer>) {
    this.body = Buffer.isBuffer(body) ? body : this.watch(body);
  }

  private async *watch(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    try {
      yield* body;
    } catch (error) {
      this.failure = new BodyFailure(error);
      throw error;
    }
  }
}

/** The bytes of an answer as they come; a connection that breaks is told with its code. */
export async function* piecesOf({ body }: Response): AsyncGenerator<Buffer> {
  if (body === null) return;
  try {
    for await (const piece of body) yield Buffer.from(piece as Uint8Array);
  } catch (error) {
    throw isAbort(error) ? error : connectionError(error);
  }
}

/** Reads an answer that is not 2xx. */
export async function refusalOf(response: Response): Promise<DropboxCallError> {
  const text = await response.text();
  return refusalError({
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    body: parsed(text),
  });
}

/** JSON as a value, anything else as the text it is: proxies answer in HTML. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
