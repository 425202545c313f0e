// The message for a data directory that cannot be used.
import { LocalFailure } from './failure';

const REASONS: Record<string, string> = {
  EACCES: 'it may not be written',
  EDQUOT: 'the quota of its disk is used up',
  EEXIST: 'there is a file in its place',
  EISDIR: 'there is a folder in the place of a file',
  ENOENT: 'it cannot be made there',
  ENOSPC: 'its disk is full',
  ERR_FS_EISDIR: 'there is a folder in the place of a file',
  ENOTDIR: 'a part of its path is a file',
  EPERM: 'it may not be written',
  EROFS: 'its disk is read-only',
};

/**
 * Runs work on the directory.
 * @throws LocalFailure instead of a file-system error
 */
export async function onDataDir<T>(dataDir: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code = '', path, message } = error as NodeJS.ErrnoException;
    const isOfFiles = path !== undefined || Object.hasOwn(REASONS, code);
    if (!isOfFiles) throw error;
    const place = path === undefined || path === dataDir ? '' : ` (${path})`;
    throw new LocalFailure(
      `The data cannot be kept in ${dataDir}${place}: ${REASONS[code] ?? message}. Fix that, or set LOCAL_DATA_DIR to another folder.`,
    );
  }
}
