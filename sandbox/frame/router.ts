/** A route that fits a request, with what the template's names stand for. */
export interface RouteMatch<H> {
  handler: H;
  template: string;
  params: Record<string, string>;
}

interface Route<H> {
  method: string;
  template: string;
  parts: string[];
  handler: H;
}

/**
 * Finds the first route that fits, in the order they were added. In a template `:name` is one segment and `*name` all
 * that is left, slashes included (at least one segment).
 */
export class Router<H> {
  private readonly routes: Route<H>[] = [];

  add(method: string, template: string, handler: H): this {
    this.routes.push({ method, template, parts: template.split('/'), handler });
    return this;
  }

  /** `path` is decoded and has no slash at either end. */
  find(method: string, path: string): RouteMatch<H> | undefined {
    const segments = path.split('/');
    for (const route of this.routes) {
      if (route.method !== method) continue;
      const params = matchParts(route.parts, segments);
      if (params) return { handler: route.handler, template: route.template, params };
    }
    return undefined;
  }
}

function matchParts(parts: string[], segments: string[]): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] ?? '';
    if (part.startsWith('*')) {
      if (i >= segments.length) return undefined;
      params[part.slice(1)] = segments.slice(i).join('/');
      return params;
    }
    const segment = segments[i];
    if (segment === undefined) return undefined;
    if (part.startsWith(':')) params[part.slice(1)] = segment;
    else if (part !== segment) return undefined;
  }
  return parts.length === segments.length ? params : undefined;
}
