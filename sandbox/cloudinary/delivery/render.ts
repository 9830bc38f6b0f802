import type { Asset } from '../store/asset';

/** What a rendered version came to. */
export interface RenderedFacts {
  bytes: number;
  width?: number;
  height?: number;
}

export async function renderedFacts(_path: string, asset: Asset, _t: string, _f: string): Promise<RenderedFacts> {
  return { bytes: asset.bytes };
}
