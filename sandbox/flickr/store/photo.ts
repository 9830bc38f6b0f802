import type { Tag } from './tags';

/** Who may see a photo besides its owner. */
export interface Visibility {
  isPublic: boolean;
  isFriend: boolean;
  isFamily: boolean;
}

/** A photo or video with its bytes. */
export interface Photo {
  id: string;
  secret: string;
  /** Of the original's address: who does not know it cannot have the original. */
  originalSecret: string;
  server: string;
  farm: number;
  title: string;
  description: string;
  tags: Tag[];
  visibility: Visibility;
  /** 1 in searches, 2 hidden from public ones. */
  hidden: string;
  safetyLevel: string;
  contentType: string;
  media: 'photo' | 'video';
  /** Extension of the original: `jpg`. */
  format: string;
  width: number;
  height: number;
  /** Of a video, in seconds. */
  duration?: number;
  /** MD5 and size of the original as it is kept. */
  md5: string;
  bytes: number;
  blob: string;
  /** MD5 of what was sent, where it is kept in another form. */
  sentMd5: string;
  /** Seconds since 1970. */
  uploadedAt: number;
  /** `2024-05-01 12:00:00`, of no time zone. */
  takenAt: string;
  takenGranularity: number;
  /** True when nobody said when it was taken. */
  isTakenUnknown: boolean;
  /** Seconds since 1970, and the same in milliseconds for the lag of searches. */
  updatedAt: number;
  changedAtMs: number;
}

/** True when somebody who has not signed in may see it. */
export function isSeenByAll({ visibility }: Photo): boolean {
  return visibility.isPublic;
}
