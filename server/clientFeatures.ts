import { MarkupKind, type InitializeParams } from 'vscode-languageserver';

/** What the client can do and wants, as far as the server asks. */
export interface ClientFeatures {
  /** It answers `workspace/configuration`. */
  readonly configuration: boolean;
  readonly folderChanges: boolean;
  readonly relatedInformation: boolean;
  /** It opens the address of a rule's page. */
  readonly codeDescription: boolean;
  readonly diagnosticVersions: boolean;
  readonly codeActions: boolean;
  /** Edits can name the version of the document that they are for. */
  readonly documentChanges: boolean;
  readonly markdown: boolean;
  readonly watchesFiles: boolean;
  /** It can watch files outside of the workspace. */
  readonly relativePatterns: boolean;
  readonly registersSettings: boolean;
  /** It can be told at run time which documents to send. */
  readonly registersDocuments: boolean;
  readonly copyCommand: boolean;
  /** In milliseconds. */
  readonly debounce: number;
}

/** Long enough to be between two keystrokes, short enough not to be noticed. */
const DEBOUNCE = 120;

/** Reads the parameters of `initialize`. */
export function clientFeatures({ capabilities, initializationOptions }: InitializeParams): ClientFeatures {
  const { workspace, textDocument } = capabilities;
  const diagnostics = textDocument?.publishDiagnostics;
  const format = textDocument?.hover?.contentFormat;
  const debounce = optionOf(initializationOptions, 'debounce');
  return {
    configuration: workspace?.configuration === true,
    folderChanges: workspace?.workspaceFolders === true,
    relatedInformation: diagnostics?.relatedInformation === true,
    codeDescription:
      diagnostics?.codeDescriptionSupport === true && optionOf(initializationOptions, 'rulePages') === true,
    diagnosticVersions: diagnostics?.versionSupport === true,
    codeActions: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    markdown: format === undefined || format.includes(MarkupKind.Markdown),
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    relativePatterns: workspace?.didChangeWatchedFiles?.relativePatternSupport === true,
    registersSettings: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registersDocuments: [textDocument?.synchronization, textDocument?.codeAction, textDocument?.hover].every(
      (it) => it?.dynamicRegistration === true,
    ),
    copyCommand: optionOf(initializationOptions, 'copyCommand') === true,
    debounce: typeof debounce === 'number' && debounce >= 0 ? debounce : DEBOUNCE,
  };
}

function optionOf(options: unknown, name: string): unknown {
  if (typeof options !== 'object' || options === null) return undefined;
  return new Map<string, unknown>(Object.entries(options)).get(name);
}
