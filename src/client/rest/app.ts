import express, { type Express } from 'express';
import { mustBring } from './bearer';
import { jobRoutes, type JobRoutesPorts } from './job-routes';
import { answerProblems, nothingHere } from './problem';

/** Bodies of requests are small objects. */
const longestBody = '64kb';

/** What the REST door needs. */
export interface RestPorts extends JobRoutesPorts {
  token: string;
  /** Told of faults that nobody foresaw; never of a token. */
  log(error: unknown): void;
}

/** The REST door as an Express application: everything but `/health` wants the token. */
export function createRestApp(ports: RestPorts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.get('/health', (_request, response) => {
    response.json({ ok: true });
  });
  app.use(mustBring(ports.token));
  app.use(express.json({ limit: longestBody }));
  app.use('/jobs', jobRoutes(ports));
  app.use(nothingHere);
  app.use(answerProblems((error) => ports.log(error)));
  return app;
}
