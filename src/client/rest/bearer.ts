import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { Problem } from './problem';

/** Lets through who brings the token, in a time that tells nothing of it (RFC 6750). */
export function mustBring(token: string): RequestHandler {
  const wanted = digest(token);
  return (request, _response, next) => {
    const given = /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '')?.[1];
    if (given === undefined || !timingSafeEqual(digest(given), wanted)) {
      throw new Problem(401, 'Who are you?', 'Send the header `Authorization: Bearer <token>`.');
    }
    next();
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
