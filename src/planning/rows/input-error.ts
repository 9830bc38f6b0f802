import { MappingError } from '../../core/mapping/mapping-error';
import { ProviderError } from '../../providers/provider-error';
import { TableError } from '../../tables/table-error';

/** What is wrong with a job's CSV or its mapping, as a failure that no second attempt mends. Anything else stays. */
export function asProviderError(error: unknown): unknown {
  if (error instanceof TableError || error instanceof MappingError) {
    return new ProviderError('InvalidAsset', error.message);
  }
  return error;
}
