import { textAnswer, type Answer } from '../frame/answer';

/** Too many requests: a page that does not say when to come again. */
export function tooManyRequests(): Answer {
  const text =
    '<html><body><h1>429 Too Many Requests</h1>\nYou have sent too many requests in a given amount of time.\n</body></html>';
  return textAnswer(429, text);
}

/** What Flickr shows while it is taken care of, with status 200. */
export function maintenance(): Answer {
  return textAnswer(
    200,
    '<!doctype html><html><head><title>Flickr is having a massage</title></head><body><h1>Bad, bad panda!</h1></body></html>',
  );
}
