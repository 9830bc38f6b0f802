import { z } from 'zod';
import { ControlError } from './control-error';

/** What `POST /__faults` takes. */
const faultSchema = z.strictObject({
  /** Name of a service; absent: any. */
  service: z.string().optional(),
  /** A part of, or `/a pattern/flags` over, `METHOD decoded-path[?query]`; absent: every request. */
  match: z.string().optional(),
  /** The same over the body as text, files left out. */
  matchBody: z.string().optional(),
  /** The same over the asset the request is about, but a plain string must be equal. */
  publicId: z.string().optional(),
  status: z.int().min(0).max(599).optional(),
  reset: z.boolean().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.json().optional(),
  /** How often it strikes; absent: until it is deleted. */
  times: z.int().min(1).optional(),
  /** Requests that fit and are let pass before it strikes. */
  skip: z.int().min(0).optional(),
  delayMs: z.number().min(0).optional(),
  cutAfterBytes: z.int().min(0).optional(),
  /** Do the real work first, then answer with the fault: the lost answer. */
  afterEffect: z.boolean().optional(),
});

export type FaultInput = z.infer<typeof faultSchema>;

/** A fault and what is left of it. */
export interface FaultRule extends FaultInput {
  id: string;
  /** How often it struck. */
  used: number;
}

/** Checks what a client asks for. */
export function parseFault(input: unknown): FaultInput {
  const parsed = faultSchema.safeParse(input);
  if (!parsed.success) throw new ControlError(`Not a fault: ${z.prettifyError(parsed.error)}`);
  for (const text of [parsed.data.match, parsed.data.matchBody, parsed.data.publicId]) {
    if (text !== undefined) asPattern(text);
  }
  return parsed.data;
}

/** The regular expression a `/pattern/flags` text stands for, if it is one. */
export function asPattern(text: string): RegExp | undefined {
  const parts = /^\/(.+)\/([dgimsuvy]*)$/s.exec(text);
  if (!parts) return undefined;
  try {
    return new RegExp(parts[1] ?? '', (parts[2] ?? '').replace(/[gy]/g, ''));
  } catch (error) {
    throw new ControlError(`Not a pattern: ${text} (${error instanceof Error ? error.message : String(error)})`);
  }
}
