/**
 * Tells in which line of a file a byte lies, while the file streams through. Bytes are asked about in their order; what
 * lies behind them is forgotten, so that memory stays flat.
 */
export class LineEnds {
  private ends: { end: number; isBlank: boolean }[] = [];
  private head = 0;
  private line: number;
  private seen: number;
  private lineStart: number;
  private lastByte = -1;

  /** How many lines have ended in all that was added. */
  added = 0;

  constructor(
    private readonly newline: number,
    { startByte, firstLine }: { startByte: number; firstLine: number },
  ) {
    this.line = firstLine;
    this.seen = startByte;
    this.lineStart = startByte;
  }

  /** Takes in the next bytes of the file. */
  add(chunk: Buffer): void {
    for (let at = chunk.indexOf(this.newline); at >= 0; at = chunk.indexOf(this.newline, at + 1)) {
      const end = this.seen + at + 1;
      const length = end - this.lineStart - 1;
      const before = at > 0 ? chunk[at - 1] : this.lastByte;
      this.ends.push({ end, isBlank: length === 0 || (length === 1 && before === 0x0d && this.newline === 0x0a) });
      this.lineStart = end;
      this.added += 1;
    }
    this.seen += chunk.length;
    this.lastByte = chunk.at(-1) ?? this.lastByte;
  }

  /** Where the content after a byte begins, blank lines passed over, and in which line. */
  contentAfter(from: number): { byte: number; line: number } {
    let byte = from;
    for (let next = this.ends[this.head]; next !== undefined; next = this.ends[this.head]) {
      // A blank line begins where we are; any other that ends later holds content.
      const isBehind = next.end <= byte || (next.isBlank && next.end - byte <= 2);
      if (!isBehind) break;
      byte = Math.max(byte, next.end);
      this.line += 1;
      this.head += 1;
    }
    this.forget();
    return { byte, line: this.line };
  }

  private forget(): void {
    if (this.head < 10_000) return;
    this.ends = this.ends.slice(this.head);
    this.head = 0;
  }
}
