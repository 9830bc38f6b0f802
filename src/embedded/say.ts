/** Takes a line of talk for the person who waits, without a line break. */
export type Say = (line: string) => void;
