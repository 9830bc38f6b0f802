import { z } from 'zod';

export const folderType = 'application/vnd.google-apps.folder';
export const shortcutType = 'application/vnd.google-apps.shortcut';
/** Types of Google's own documents, which have no bytes. */
export const documentTypes = 'application/vnd.google-apps.';

/** Members that ferry reads of a file; without asking Drive gives four (Drive API v3, `files`). */
export const fileFields =
  'id,name,mimeType,size,md5Checksum,modifiedTime,createdTime,parents,trashed,resourceKey,driveId,' +
  'shortcutDetails(targetId,targetMimeType,targetResourceKey),capabilities(canDownload)';

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);

const fileSchema = z.object({
  id: z.string(),
  name: z.string(),
  mimeType: z.string(),
  size: text.transform((value) => (value === undefined ? undefined : Number(value))),
  md5Checksum: text,
  modifiedTime: text,
  createdTime: text,
  parents: z
    .array(z.string())
    .nullish()
    .transform((value) => value ?? []),
  trashed: z
    .boolean()
    .nullish()
    .transform((value) => value ?? false),
  resourceKey: text,
  driveId: text,
  shortcutDetails: z
    .object({ targetId: text, targetMimeType: text, targetResourceKey: text })
    .nullish()
    .transform((value) => value ?? undefined),
  capabilities: z
    .object({ canDownload: z.boolean().nullish() })
    .nullish()
    .transform((value) => value ?? undefined),
});

/** A file, folder or shortcut as Drive describes it. */
export type DriveFile = z.output<typeof fileSchema>;

/** Reads what the SDK hands out, whose typings let everything be absent. @throws {z.ZodError} */
export function driveFile(answer: unknown): DriveFile {
  return fileSchema.parse(answer);
}

/** An id with the key that old link-shared files need besides, as one text: `<id>` or `<id>/<key>`. */
export function refOf({ id, resourceKey }: { id: string; resourceKey?: string }): string {
  return resourceKey === undefined ? id : `${id}/${resourceKey}`;
}

/** Takes a ref apart. */
export function readRef(ref: string): { id: string; resourceKey?: string } {
  const [id = '', resourceKey] = ref.split('/');
  return resourceKey === undefined ? { id } : { id, resourceKey };
}

/** What a shortcut points at. `undefined`: it is no shortcut, or points nowhere. */
export function targetOf({
  shortcutDetails,
}: DriveFile): { id: string; resourceKey?: string; mimeType: string } | undefined {
  const { targetId, targetMimeType, targetResourceKey } = shortcutDetails ?? {};
  if (targetId === undefined) return undefined;
  return {
    id: targetId,
    mimeType: targetMimeType ?? '',
    ...(targetResourceKey === undefined ? {} : { resourceKey: targetResourceKey }),
  };
}

/** A text as it stands in a query (Drive API, "Search query terms"). */
export function quoted(value: string): string {
  return `'${value.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
}
