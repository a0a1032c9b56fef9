import { nginx } from '../../core/domains/nginxVersion.ts';
import type { Project } from '../../core/project/project.ts';
import { NO_SETTINGS } from '../../core/workspace/settings.ts';
import { Workspace } from '../../core/workspace/workspace.ts';
import { memoryFileSource, textFiles } from './memoryFileSource.ts';
import { FOLDER } from './openWorkspace.ts';
import { grammars } from './grammars.ts';

/** The project of these texts where this version of nginx is stated, which counts more than any other statement. */
export async function projectUnder(texts: Readonly<Record<string, string>>, nginxVersion: string): Promise<Project> {
  const stated = { value: nginx(nginxVersion), from: 'the test' };
  const settings = { ...NO_SETTINGS, commandLine: { nginxVersion: stated } };
  const source = memoryFileSource(textFiles(FOLDER, texts));
  return (await new Workspace({ folder: FOLDER, grammars, source, settings }).open()).project;
}
