import { z } from 'zod';
import { jsonAnswer, type Answer } from './answer';
import { ControlError } from './control-error';
import type { Exchange } from './exchange';
import type { FaultBook } from './fault-book';
import { isJsonObject, parseJson, textOf, type JsonObject } from './json';
import type { RequestLog } from './request-log';
import type { Service } from './service';

/** What the control endpoints reach. */
export interface Controls {
  services: Service[];
  faults: FaultBook;
  log: RequestLog;
  latency: { ms: number };
}

/** Answers `/__state`, `/__requests`, `/__faults`, `/__limits` and `/__reset`, to callers on this machine only. */
export async function answerControl(exchange: Exchange, controls: Controls): Promise<Answer> {
  if (!isLoopback(exchange.request.socket.remoteAddress)) {
    return jsonAnswer(403, { error: 'control endpoints answer on the loopback interface only' });
  }
  try {
    return await route(exchange, controls);
  } catch (error) {
    if (error instanceof ControlError) return jsonAnswer(error.status, { error: error.message });
    throw error;
  }
}

async function route(exchange: Exchange, controls: Controls): Promise<Answer> {
  const [area = '', name] = exchange.path.replace(/^\/__/, '').replace(/\/$/, '').split('/');
  switch (`${exchange.method} ${area}`) {
    case 'GET state':
      if (name === undefined) return jsonAnswer(200, { services: controls.services.map((service) => service.name) });
      return serviceNamed(controls, name).state(exchange.query);
    case 'GET requests':
      return jsonAnswer(200, controls.log.report(exchange.query.has('detail')));
    case 'DELETE requests':
      controls.log.clear();
      return jsonAnswer(200, { ok: true });
    case 'GET faults':
      return jsonAnswer(200, { faults: controls.faults.list() });
    case 'POST faults':
      return addFaults(await bodyValue(exchange), controls);
    case 'DELETE faults':
      return jsonAnswer(200, { deleted: controls.faults.clear(name ?? exchange.query.get('id') ?? undefined) });
    case 'GET limits':
      return jsonAnswer(200, limitsOf(controls));
    case 'POST limits':
      return setLimits(await bodyObject(exchange), controls);
    case 'POST seed': {
      const { service, ...rest } = await bodyObject(exchange);
      return jsonAnswer(200, await serviceNamed(controls, textOf(service)).seed(rest));
    }
    case 'POST reset':
      return reset(await bodyObject(exchange), controls);
    default:
      throw new ControlError(`No control endpoint ${exchange.method} ${exchange.path}`, 404);
  }
}

function addFaults(input: unknown, controls: Controls): Answer {
  if (Array.isArray(input)) return jsonAnswer(200, { faults: input.map((one) => controls.faults.add(one)) });
  return jsonAnswer(200, controls.faults.add(input));
}

function limitsOf(controls: Controls): Record<string, unknown> {
  const services = controls.services.map((service) => [service.name, service.limits()] as const);
  return { latencyMs: controls.latency.ms, ...Object.fromEntries(services) };
}

const latencySchema = z.number().min(0).optional();

async function setLimits(input: JsonObject, controls: Controls): Promise<Answer> {
  const { latencyMs, service, ...rest } = input;
  const latency = latencySchema.safeParse(latencyMs);
  if (!latency.success) throw new ControlError('latencyMs is a number of milliseconds');
  if (typeof service !== 'string' && Object.keys(rest).length > 0) {
    throw new ControlError(`say which service, as in {"service":"${controls.services[0]?.name ?? ''}", ...}`);
  }
  if (typeof service === 'string') await serviceNamed(controls, service).setLimits(rest);
  if (latency.data !== undefined) controls.latency.ms = latency.data;
  return jsonAnswer(200, limitsOf(controls));
}

/** Everything back to the start: state, settings, faults and counts; with `{service}` the state of that one only. */
async function reset(input: JsonObject, controls: Controls): Promise<Answer> {
  if (typeof input.service === 'string') {
    await serviceNamed(controls, input.service).reset();
    return jsonAnswer(200, { ok: true });
  }
  for (const service of controls.services) await service.reset();
  controls.faults.clear();
  controls.log.clear();
  return jsonAnswer(200, { ok: true });
}

function serviceNamed(controls: Controls, name: string): Service {
  const found = controls.services.find((service) => service.name === name);
  if (!found)
    throw new ControlError(`No service ${name}; there are ${controls.services.map((s) => s.name).join(', ')}`, 404);
  return found;
}

async function bodyObject(exchange: Exchange): Promise<JsonObject> {
  const value = await bodyValue(exchange);
  if (!isJsonObject(value)) throw new ControlError('the body is to be a JSON object');
  return value;
}

async function bodyValue(exchange: Exchange): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of exchange.body as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8').trim();
  const value = text === '' ? {} : parseJson(text);
  if (value === undefined) throw new ControlError('the body is not JSON');
  return value;
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && (/^(::ffff:)?127\./.test(address) || address === '::1');
}
