import { jsonAnswer, textAnswer, type Answer } from '../frame/answer';
import { ControlError } from '../frame/control-error';
import type { Exchange } from '../frame/exchange';
import type { Service } from '../frame/service';
import { behaviours } from './behaviours';
import { Tries } from './tries';

/** Somebody's web server: pictures and bytes made by name, and every way to fail as a path. */
export async function createWeb(): Promise<Service> {
  return new Web();
}

class Web implements Service {
  readonly name = 'web';
  private readonly tries = new Tries();

  claims({ path }: Exchange): boolean {
    return path.startsWith('/web/');
  }

  /** `GET pictures`, `HEAD no-head`: the kind of path and not the name, of which there may be a million. */
  routeOf({ method, path }: Exchange): string {
    return `${method} ${behaviourAt(path) === undefined ? 'unknown' : (path.split('/')[2] ?? '')}`;
  }

  async handle(exchange: Exchange): Promise<Answer> {
    const { method, path } = exchange;
    exchange.body.resume();
    if (method !== 'GET' && method !== 'HEAD') return textAnswer(405, 'Method not allowed', 'text/plain');
    const found = behaviourAt(path);
    if (found === undefined) return textAnswer(404, 'No such page', 'text/html; charset=utf-8');
    return found.handler({ exchange, params: found.params, tries: this.tries });
  }

  faultAnswer(status: number): Answer {
    return textAnswer(status, `<html><body>Injected by the sandbox (status ${status})</body></html>`);
  }

  environment(): Record<string, string> {
    return {};
  }

  state(): Answer {
    return jsonAnswer(200, { service: this.name, tries: this.tries.all() });
  }

  async setLimits(): Promise<unknown> {
    throw new ControlError('web has no limits: its paths say what they do');
  }

  limits(): unknown {
    return {};
  }

  async seed(): Promise<unknown> {
    throw new ControlError('web holds nothing: every name is there');
  }

  async reset(): Promise<void> {
    this.tries.clear();
  }

  async close(): Promise<void> {
    return undefined;
  }
}

function behaviourAt(path: string): ReturnType<typeof behaviours.find> {
  return behaviours.find('GET', path.slice('/web/'.length));
}
