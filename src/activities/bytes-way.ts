import type { SourceRef } from '../core/asset';
import type { TransferSpec } from '../core/spec';
import { isAbort } from '../providers/define-provider';
import { ProviderError } from '../providers/provider-error';
import type { CallOptions, Content, Destination, PutAnswer, PutRequest, Source } from '../providers/provider';

/** What is bigger goes through the worker in chunks: a fetch that breaks begins again, chunks go on where they were. */
const mostFetchedBytes = 100_000_000;

interface Ends {
  source: Source;
  destination: Destination;
  spec: TransferSpec;
  asset: SourceRef;
  original: Content;
  /** What is sent: the original, or what was made smaller of it here. */
  content: Content;
}

/**
 * The ways an asset's bytes can take: fetched by the destination from a link of the source's, with no byte through this
 * worker, or streamed through it where there is no link, the link is refused, or the destination cannot fetch it.
 */
export class BytesWay {
  /** Etag of what the destination fetched by itself. */
  private fetchedEtag: string | undefined;

  constructor(private readonly ends: Ends) {}

  /** Puts the content under a path, by whichever way works. */
  async put(request: PutRequest, options: CallOptions): Promise<PutAnswer> {
    const { destination } = this.ends;
    return (await this.putByLink(request, options)) ?? destination.put(request, options);
  }

  /**
   * MD5 of the original that was stored, as far as storing it has told; `undefined`: it must be read.
   * What a destination fetched by itself is known by the destination's own etag.
   */
  originalMd5({ sentMd5 }: PutAnswer): string | undefined {
    const { original, content } = this.ends;
    if (content !== original) return original.md5;
    return sentMd5 ?? original.md5 ?? this.fetchedEtag;
  }

  private async putByLink(request: PutRequest, options: CallOptions): Promise<PutAnswer | undefined> {
    const { destination, content } = this.ends;
    const url = await this.link(options);
    if (url === undefined || destination.putFromUrl === undefined) return undefined;
    const answer = await destination.putFromUrl({ ...request, url }, options).catch((error: unknown) => {
      if (error instanceof ProviderError && error.details.notFetched === true) return undefined;
      throw error;
    });
    if (answer === undefined || answer.existed) return answer;
    const { bytes, etag } = answer.stored;
    // A preset may change what is stored; without one another length means that only a part was fetched.
    if (request.attributes.preset === undefined && bytes !== undefined && bytes !== content.bytes) {
      return destination.put({ ...request, ifExists: 'replace' }, options);
    }
    this.fetchedEtag = etag;
    return answer;
  }

  /** A link is a way around the worker: that there is none today fails no asset. */
  private async link(options: CallOptions): Promise<string | undefined> {
    const { source, destination, spec, asset, original, content } = this.ends;
    const isWanted = spec.transfer.via === 'auto' && content === original && content.bytes <= mostFetchedBytes;
    if (!isWanted || source.directUrl === undefined || destination.putFromUrl === undefined) return undefined;
    return source.directUrl(asset, options).catch((error: unknown) => {
      if (isAbort(error) || !(error instanceof ProviderError)) throw error;
      if (error.kind === 'InvalidAsset' || error.kind === 'Conflict') return undefined;
      throw error;
    });
  }
}
