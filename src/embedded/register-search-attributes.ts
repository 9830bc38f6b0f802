import type { Connection } from '@temporalio/client';
import { SearchAttributeType } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import { searchAttributeKeys } from '../workflows/search-attributes';

const { IndexedValueType } = temporal.api.enums.v1;

/** gRPC status codes: it is there already; this server or this API key does not let us. */
const alreadyExists = 6;
const permissionDenied = 7;
const unimplemented = 12;

/**
 * Registers ferry's search attributes with a server. Returns false where that is not allowed (Temporal Cloud: by its
 * own console) and they are not there: then workflows do without.
 */
export async function registerSearchAttributes(connection: Connection, namespace: string): Promise<boolean> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = searchAttributeKeys.filter((key) => !(key.name in (customAttributes ?? {})));
  if (missing.length === 0) return true;
  const searchAttributes = Object.fromEntries(
    missing.map(({ name, type }) => [
      name,
      type === SearchAttributeType.INT
        ? IndexedValueType.INDEXED_VALUE_TYPE_INT
        : IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    ]),
  );
  try {
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === alreadyExists) return true;
    if (code === permissionDenied || code === unimplemented) return false;
    throw error;
  }
}
