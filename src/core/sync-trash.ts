/** Folder of a local root that files go to when a sync takes them away. No survey looks into it. */
export const trashFolder = '.ferry-trash';

/** Ending of what is not for good: a file that is being written, or the sign that one is being replaced. */
export const unfinishedEnding = '.ferry-part';
