/** A refusal in the API's own words: `{"stat":"fail","code":1,"message":"Photo not found"}`, with HTTP 200. */
export class ApiError extends Error {
  /** @param more What else the refusal says, as uploads do. */
  constructor(
    readonly code: number,
    message: string,
    readonly more: Record<string, string> = {},
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

/** Refusals that any call may meet (Flickr API, the list of codes below each method). */
export const common = {
  invalidSignature: () => new ApiError(96, 'Invalid signature'),
  missingSignature: () => new ApiError(97, 'Missing signature'),
  invalidToken: () => new ApiError(98, 'Invalid auth token'),
  notLoggedIn: () => new ApiError(99, 'User not logged in'),
  insufficient: (needed: string, held: string) =>
    new ApiError(99, `Insufficient permissions. Method requires ${needed} privileges; ${held} granted.`),
  invalidKey: (why: string) => new ApiError(100, `Invalid API Key (${why})`),
  unavailable: () => new ApiError(105, 'Service currently unavailable'),
  writeFailed: () => new ApiError(106, 'Write operation failed'),
  unknownFormat: (format: string) => new ApiError(111, `Format "${format}" not found`),
  unknownMethod: (method: string) => new ApiError(112, `Method "${method}" not found`),
  badUrl: () => new ApiError(116, 'Bad URL found'),
};

const messages: Record<number, string> = {
  95: 'SSL is required',
  96: 'Invalid signature',
  97: 'Missing signature',
  98: 'Invalid auth token',
  99: 'User not logged in / Insufficient permissions',
  100: 'Invalid API Key (Key not found)',
  105: 'Service currently unavailable',
  106: 'Write operation failed',
  111: 'Format not found',
  112: 'Method not found',
  116: 'Bad URL found',
};

/** What a fault says that names a code and nothing else. */
export function injected(code: number): ApiError {
  return new ApiError(code, messages[code] ?? 'Injected by the sandbox');
}
