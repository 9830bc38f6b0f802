/** What was asked of a job or a schedule cannot be done, with the next step. */
export class JobRequestError extends Error {
  override readonly name = 'JobRequestError';
}
