import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';

/** What became known of a request only after its body was read. */
export interface BodyFacts {
  /** The asset the request is about, in the service's own words. */
  subject?: string;
  /** The body as text, files left out. */
  text?: string;
}

type Listener = (facts: BodyFacts) => Promise<void>;

/** One request on its way through the sandbox. */
export class Exchange {
  readonly method: string;
  /** Path as sent, still percent-encoded, without the query. */
  readonly rawPath: string;
  /** Path with every percent-escape decoded, `%2F` included. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The query as it was sent, with no question mark. */
  readonly rawQuery: string;
  /** Route template for the request log, named by the service: `POST upload`. */
  route: string;
  /** The asset in question, for the request log. */
  subject: string | undefined;
  /** Request body; faults may have put a knife into it. */
  body: Readable;
  private readonly leaveLanes: (() => void)[] = [];
  private bodyListener: Listener | undefined;

  constructor(
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
  ) {
    const url = request.url ?? '/';
    const mark = url.indexOf('?');
    this.method = request.method ?? 'GET';
    this.rawPath = mark < 0 ? url : url.slice(0, mark);
    this.path = decodePath(this.rawPath);
    this.rawQuery = mark < 0 ? '' : url.slice(mark + 1);
    this.query = new URLSearchParams(this.rawQuery);
    this.route = this.method;
    this.body = request;
  }

  /** A request header, in one string. */
  header(name: string): string | undefined {
    const value = this.request.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  /** True once the client has gone. */
  get abandoned(): boolean {
    const { request, response } = this;
    return response.destroyed || request.socket.destroyed || (request.destroyed && !request.complete);
  }

  /** Called by the service once it has read the body, before it does anything: faults that look at bodies strike here. */
  async describe(facts: BodyFacts): Promise<void> {
    if (facts.subject !== undefined) this.subject = facts.subject;
    await this.bodyListener?.(facts);
  }

  onDescribed(listener: Listener): void {
    this.bodyListener = listener;
  }

  /** Holds something until the answer has been sent or the client has gone. */
  untilAnswered(release: () => void): void {
    this.leaveLanes.push(release);
  }

  /** Lets go of everything held; the frame calls it once. */
  finish(): void {
    for (const release of this.leaveLanes.splice(0)) release();
  }
}

function decodePath(raw: string): string {
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw;
  }
}
