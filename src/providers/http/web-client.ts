import type { LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { Agent, request, type Dispatcher } from 'undici';
import type { CallOptions } from '../provider';
import { guardedConnector } from './guarded-connector';
import { HostPace } from './host-pace';
import { nextHop } from './redirect';
import { WebFailure, webFailureOf } from './web-failure';
import { webUrl } from './web-url';

/** How patient and how polite a client is. */
export interface WebSettings {
  /** To a connection; 10 s by default. */
  connectMs?: number;
  /** From a request to the head of its answer; 30 s by default. */
  headersMs?: number;
  /** Longest silence within an answer while somebody reads; 30 s by default. */
  silenceMs?: number;
  /** Requests of this client that may start a second at one host, redirects included; any number by default. */
  perHostPerSecond?: number;
  /** Longest wait for a turn at a host, before the request fails as rate-limited; 10 s by default. */
  mostPaceWaitMs?: number;
  /** Answers names in place of the system. */
  lookup?: LookupFunction;
}

/** A request for a URL. */
export interface WebRequest {
  url: string | URL;
  method?: 'GET' | 'HEAD';
  headers?: Record<string, string>;
  /** Addresses outside of the public internet may be asked. */
  allowPrivate?: boolean;
  /** From a request's turn at its host to the end of its body; as long as it goes on by default. */
  timeoutMs?: number;
}

/** An answer whose body is still to be read, or to be let go of by `destroy()`. */
export interface WebAnswer {
  status: number;
  /** A header by its name in lower case. */
  header(name: string): string | undefined;
  /** What was asked last, with credentials taken out. */
  url: URL;
  isRedirected: boolean;
  body: Readable;
}

/**
 * Asks for http and https URLs. Follows at most five redirects, each guarded anew; a redirect from https to http is not
 * followed, since whoever wrote https meant it. User and password of a URL go as Basic auth to its own origin alone.
 * Holds its connections and the pace of each host: one client a process, closed at its end.
 */
export class WebClient {
  private readonly agents = new Map<boolean, Agent>();
  private readonly pace: HostPace;

  constructor(private readonly settings: WebSettings = {}) {
    const { perHostPerSecond: perSecond, mostPaceWaitMs: mostWaitMs = 10_000 } = settings;
    this.pace = new HostPace({ perSecond, mostWaitMs });
  }

  /**
   * Sends a request and follows its redirects to an answer, whatever its status.
   * @throws {WebFailure} when there is no answer. The signal's reason when it is aborted.
   */
  async ask(wanted: WebRequest, { signal }: CallOptions): Promise<WebAnswer> {
    let target = webUrl(wanted.url);
    const seen = new Set<string>();
    for (;;) {
      signal.throwIfAborted();
      const { url, authorization } = target;
      seen.add(url.href);
      const headers = { ...standingHeaders, ...(authorization && { authorization }), ...wanted.headers };
      const answer = await this.send({ ...wanted, url, headers }, signal);
      const next = nextHop({ status: answer.statusCode, location: one(answer.headers.location), target, seen });
      if (next === undefined) {
        return {
          status: answer.statusCode,
          header: (name) => one(answer.headers[name]),
          url,
          isRedirected: seen.size > 1,
          body: answer.body,
        };
      }
      void answer.body.dump({ limit: redirectPageBytes }).catch(() => undefined); // So that the connection serves again.
      if (next instanceof WebFailure) throw next;
      target = next;
    }
  }

  /** Ends all connections at once. */
  async close(): Promise<void> {
    await Promise.all([...this.agents.values()].map((agent) => agent.destroy()));
    this.agents.clear();
  }

  private async send(hop: WebRequest & { url: URL }, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const { url, method = 'GET', headers, allowPrivate = false, timeoutMs } = hop;
    const { headersMs = 30_000, silenceMs = 30_000 } = this.settings;
    try {
      await this.pace.enter(url.host, signal);
      const answer = await request(url, {
        dispatcher: this.agent(allowPrivate),
        method,
        headers,
        signal: timeoutMs === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
        headersTimeout: headersMs,
        bodyTimeout: silenceMs,
      });
      // A body that breaks, or is let go of, while nobody reads it is no uncaught error.
      answer.body.on('error', () => undefined);
      return answer;
    } catch (error) {
      signal.throwIfAborted();
      throw webFailureOf(error, url.host);
    }
  }

  private agent(allowPrivate: boolean): Agent {
    let agent = this.agents.get(allowPrivate);
    if (agent === undefined) {
      const { connectMs = 10_000, lookup } = this.settings;
      agent = new Agent({ connect: guardedConnector({ connectMs, lookup, allowPrivate }) });
      this.agents.set(allowPrivate, agent);
    }
    return agent;
  }
}

/** What is read at most of a page that comes with a redirect. */
const redirectPageBytes = 16 * 1024;

/** Bytes as they are kept: an encoded answer has neither the asset's length nor its ranges. */
const standingHeaders = {
  accept: '*/*',
  'accept-encoding': 'identity',
  'user-agent': 'Mozilla/5.0 (compatible; ferry)',
};

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
