import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** Search attributes of ferry's workflows; registered with the server when a worker starts. */
export const jobTypeKey = defineSearchAttributeKey('FerryJobType', SearchAttributeType.KEYWORD);
export const stateKey = defineSearchAttributeKey('FerryState', SearchAttributeType.KEYWORD);
export const waitsForKey = defineSearchAttributeKey('FerryWaitsFor', SearchAttributeType.KEYWORD);
export const failedKey = defineSearchAttributeKey('FerryFailed', SearchAttributeType.INT);
export const sourceKey = defineSearchAttributeKey('FerrySource', SearchAttributeType.KEYWORD);
export const destinationKey = defineSearchAttributeKey('FerryDestination', SearchAttributeType.KEYWORD);

export const searchAttributeKeys = [jobTypeKey, stateKey, waitsForKey, failedKey, sourceKey, destinationKey];
