import type { GoModule } from '../domains/facts.ts';
import { optOutEffect } from './optOutEffect.ts';
import type { Project } from './project.ts';

/**
 * Whether the check of a module's programs may be switched off by their environment, as far as files of this workspace give it, or Go code
 * sets it. What nothing tells the module of may be about any.
 */
export function isPerhapsOptedOut(project: Project, module: GoModule): boolean {
  return project.optOuts.some((optOut) => {
    const { by } = optOut;
    // Credentials are seen at the client or server that has them.
    if (by.kind === 'credentials') return false;
    if (by.value === undefined) return true;
    const effect = optOutEffect(project, optOut);
    return effect.kind === 'opts-out' && (effect.module === undefined || effect.module.file === module.file);
  });
}
