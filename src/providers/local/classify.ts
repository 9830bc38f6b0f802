import { errorFacts } from '../../core/error-facts';
import type { FailureKind } from '../../core/failure';
import { ProviderError } from '../provider-error';

interface Meaning {
  kind: FailureKind;
  words: string;
}

/** What the error codes of Node's file system calls mean for a job. */
const meanings: Record<string, Meaning> = {
  ENOENT: { kind: 'NotFound', words: 'is not there (any more)' },
  ENOTDIR: { kind: 'NotFound', words: 'is not a directory' },
  EISDIR: { kind: 'InvalidAsset', words: 'is a directory, not a file' },
  EACCES: { kind: 'InvalidAsset', words: 'may not be opened by this user; change its permissions, then retry' },
  EPERM: { kind: 'InvalidAsset', words: 'may not be changed by this user; change its permissions, then retry' },
  ELOOP: { kind: 'InvalidAsset', words: 'is a loop of links' },
  ENAMETOOLONG: { kind: 'InvalidAsset', words: 'has a name that this disk cannot hold' },
  EROFS: { kind: 'QuotaExceeded', words: 'is on a disk that can only be read; mount it for writing, then resume' },
  ENOSPC: { kind: 'QuotaExceeded', words: 'does not fit: the disk is full; free some space, then resume' },
  EFBIG: { kind: 'InvalidAsset', words: 'is bigger than a file may be there' },
  EDQUOT: { kind: 'QuotaExceeded', words: 'does not fit: the disk quota is used up; free some space, then resume' },
  EMFILE: { kind: 'Transient', words: 'could not be opened: too many files are open' },
  ENFILE: { kind: 'Transient', words: 'could not be opened: too many files are open on this machine' },
  EBUSY: { kind: 'Transient', words: 'is in use' },
  EIO: { kind: 'Transient', words: 'could not be read: the disk reports an error' },
  ESTALE: { kind: 'Transient', words: 'could not be read: the network share has gone' },
  ETIMEDOUT: { kind: 'Transient', words: 'could not be read in time' },
};

/** Classifies a file system error by its code (Node.js errors, "Common system errors"). */
export function classifyLocal(error: unknown): ProviderError {
  const { name, message, code, path } = errorFacts(error);
  const meaning = code === undefined ? undefined : meanings[code];
  if (code === undefined || meaning === undefined)
    return new ProviderError('Unexpected', `Unexpected ${name}: ${message}`);
  return new ProviderError(meaning.kind, `${path ?? 'The file'} ${meaning.words} (${code}).`, {
    service: 'the local disk',
  });
}
