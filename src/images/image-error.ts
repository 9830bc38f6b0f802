/** An image has more pixels than we decode, or cannot be made as small as it must be. Trying again does not help. */
export class ImageTooLargeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ImageTooLargeError';
  }
}

/** What should be an image cannot be decoded here: damaged, or of a kind we only pass on. */
export class ImageUnreadableError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ImageUnreadableError';
  }
}
