import { readFile } from 'node:fs/promises';
import { parse, YAMLParseError } from 'yaml';
import { errorFacts } from '../../core/error-facts';
import { CommandError, exitCodes } from './exit-codes';

/** Reads a YAML file whole. @throws {CommandError} naming the file, and the line where it is no YAML. */
export async function readYamlFile(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const { code, message } = errorFacts(error);
    const why = code === 'ENOENT' ? `There is no file ${file}. Check the path.` : `${file} cannot be read: ${message}`;
    throw new CommandError(why, exitCodes.usage);
  });
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new CommandError(`${file} is no YAML: ${error.message}`, exitCodes.usage);
  }
}
