import { openPiece, type Piece, type PieceReader } from '../../frame/piece';
import { sizeByHeader, sizeBySharp } from './image-size';
import { rawKind, type MediaKind } from './media-kind';
import { sniff } from './sniff';
import { endsEarly } from './truncation';
import { videoFacts } from './video-facts';

const headBytes = 4096;
const rememberedVerdicts = 20_000;
const readBySharp = new Set(['jpg', 'png', 'gif', 'webp', 'tiff', 'svg', 'avif']);

/** Says what files are by their content; the same bytes are looked at once. */
export class Inspector {
  private readonly verdicts = new Map<string, Promise<MediaKind>>();

  async inspect(piece: Piece): Promise<MediaKind> {
    const key = `${piece.md5}-${piece.bytes}`;
    let verdict = this.verdicts.get(key);
    if (!verdict) {
      verdict = look(piece);
      verdict.catch(() => this.verdicts.delete(key));
      this.verdicts.set(key, verdict);
      if (this.verdicts.size > rememberedVerdicts) {
        const oldest = this.verdicts.keys().next();
        if (!oldest.done) this.verdicts.delete(oldest.value);
      }
    }
    return verdict;
  }
}

async function look(piece: Piece): Promise<MediaKind> {
  const reader = await openPiece(piece);
  try {
    const found = sniff(await reader.read(0, headBytes));
    if (!found) return rawKind;
    if (found.kind === 'image') return await lookAtImage(found.format, piece, reader);
    return {
      resourceType: 'video',
      format: found.format,
      isAudio: found.isAudio,
      ...(await videoFacts(found.format, reader)),
    };
  } finally {
    await reader.close();
  }
}

async function lookAtImage(format: string, piece: Piece, reader: PieceReader): Promise<MediaKind> {
  const kind: MediaKind = { resourceType: 'image', format };
  if (await endsEarly(format, reader)) return { ...kind, broken: 'ends early' };
  if (!readBySharp.has(format)) {
    const size = await sizeByHeader(format, reader);
    return size && size.width > 0 && size.height > 0 ? { ...kind, ...size, format } : { ...kind, broken: 'no size' };
  }
  try {
    return { ...kind, ...(await sizeBySharp(piece)), format };
  } catch (error) {
    return { ...kind, broken: error instanceof Error ? error.message : String(error) };
  }
}
