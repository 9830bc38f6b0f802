import type { Sharp } from 'sharp';

interface Turn {
  /** Degrees clockwise. */
  angle: 0 | 90 | 180 | 270;
  /** Whether it is mirrored left to right after that. */
  isMirrored: boolean;
}

/** What each value of the EXIF tag Orientation asks for (Exif 2.32, 4.6.4). */
const turns: ReadonlyMap<number, Turn> = new Map([
  [2, { angle: 0, isMirrored: true }],
  [3, { angle: 180, isMirrored: false }],
  [4, { angle: 180, isMirrored: true }],
  [5, { angle: 270, isMirrored: true }],
  [6, { angle: 90, isMirrored: false }],
  [7, { angle: 90, isMirrored: true }],
  [8, { angle: 270, isMirrored: false }],
]);

/** Whether an image of this orientation is seen with its stored width as its height. */
export function swapsSides(orientation: number | undefined): boolean {
  const angle = turns.get(orientation ?? 1)?.angle;
  return angle === 90 || angle === 270;
}

/**
 * Turns a picture upright after it was resized. Sharp's own `autoOrient` does so before, and holds the whole original in
 * memory for it.
 */
export function uprightAfterResize(image: Sharp, orientation: number | undefined): Sharp {
  const turn = turns.get(orientation ?? 1);
  if (turn === undefined) return image;
  const turned = turn.angle === 0 ? image : image.rotate(turn.angle);
  return turn.isMirrored ? turned.flop() : turned;
}
