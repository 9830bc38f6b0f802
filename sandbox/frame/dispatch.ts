import { setTimeout as delay } from 'node:timers/promises';
import { jsonAnswer, type Answer } from './answer';
import type { Exchange } from './exchange';
import type { FaultBook } from './fault-book';
import { FaultEffect, FaultStruck, type Outcome } from './fault-effect';
import type { RequestLog } from './request-log';
import { sendAnswer } from './send-answer';
import type { Service } from './service';

/** What every request to a service passes through. */
export interface Passage {
  faults: FaultBook;
  log: RequestLog;
  latencyMs: () => number;
}

/** Takes one request through faults, service and latency to its answer, and writes it into the log. */
export async function dispatch(service: Service, exchange: Exchange, passage: Passage): Promise<void> {
  exchange.route = service.routeOf(exchange);
  const done = passage.log.begin(service.name, exchange);
  let status: number | string = 'aborted';
  try {
    const outcome = await outcomeOf(service, exchange, passage);
    if (passage.latencyMs() > 0) await delay(passage.latencyMs());
    if (outcome === 'reset') {
      status = 'reset';
      exchange.request.socket.destroy();
    } else if (!exchange.abandoned) {
      status = outcome.answer.status;
      await sendAnswer(exchange, outcome.answer, outcome.cutAfterBytes);
    }
  } catch (error) {
    // A client that went away in the middle is no fault of ours.
    if (!exchange.abandoned) throw error;
  } finally {
    exchange.finish();
    done(status);
  }
}

async function outcomeOf(service: Service, exchange: Exchange, passage: Passage): Promise<Outcome> {
  const effect = new FaultEffect(service, exchange);
  exchange.onDescribed(async (facts) => {
    const rule = passage.faults.strike(service.name, exchange, facts);
    if (rule) await effect.apply(rule);
  });
  try {
    const rule = passage.faults.strike(service.name, exchange);
    if (rule) await effect.apply(rule);
    return effect.finish(await answerOf(service, exchange));
  } catch (error) {
    if (!(error instanceof FaultStruck)) throw error;
    await drain(exchange);
    return error.outcome;
  }
}

async function answerOf(service: Service, exchange: Exchange): Promise<Answer> {
  try {
    return await service.handle(exchange);
  } catch (error) {
    if (error instanceof FaultStruck || exchange.abandoned) throw error;
    process.stderr.write(`sandbox: ${service.name}: ${exchange.method} ${exchange.path}: ${describe(error)}\n`);
    return jsonAnswer(500, { error: { message: 'Internal error of the sandbox, see its stderr' } });
  }
}

/** Reads what is left of a request, so that a client still sending gets to read its answer. */
async function drain(exchange: Exchange): Promise<void> {
  const { request } = exchange;
  if (request.complete || request.destroyed) return;
  await new Promise<void>((resolve) => {
    request
      .once('end', resolve)
      .once('close', resolve)
      .once('error', () => resolve());
    request.resume();
  });
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
