import type { ErrorRequestHandler, RequestHandler } from 'express';
import { ZodError } from 'zod';
import { JobRequestError } from '../job-client';

/** What cannot be done, as a client is told it (RFC 9457). */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: number,
    readonly title: string,
    detail: string,
  ) {
    super(detail);
  }
}

/** Answers what no route took. */
export const nothingHere: RequestHandler = (request) => {
  throw new Problem(404, 'Not found', `Nothing is at ${request.method} ${request.path}.`);
};

/** Turns whatever a route threw into `application/problem+json`. What nobody foresaw says no more than that. */
export function answerProblems(log: (error: unknown) => void): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    const { status, title, message: detail } = problemOf(error, log);
    response.status(status).type('application/problem+json');
    if (status === 401) response.set('www-authenticate', 'Bearer');
    response.send(JSON.stringify({ type: 'about:blank', title, status, detail }));
  };
}

function problemOf(error: unknown, log: (error: unknown) => void): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ZodError) {
    const faults = error.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': '));
    return new Problem(422, 'Not what it should be', faults.join(' '));
  }
  if (error instanceof JobRequestError) return new Problem(409, 'Not now', error.message);
  const status = statusOf(error);
  if (status !== undefined) return new Problem(status, 'Bad request', 'The request cannot be read.');
  log(error);
  return new Problem(500, 'Failed', 'Something failed that nobody foresaw. The log of this program says what.');
}

/** What the body parser says of a body it cannot read. */
function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('status' in error)) return undefined;
  const { status } = error;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}
