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
  /** Edits can say what they are for, and that the user must confirm them. */
  readonly changeAnnotations: boolean;
  /** It shows all edits as soon as one of them wants to be confirmed, and does not tick that one. */
  readonly editPreview: boolean;
  /** Edits can be snippets, with a part that the user types over. */
  readonly snippetEdits: boolean;
  readonly markdown: boolean;
  readonly watchesFiles: boolean;
  /** It can watch files outside of the workspace. */
  readonly relativePatterns: boolean;
  readonly registersSettings: boolean;
  /** It can be told at run time which documents to send. */
  readonly registersDocuments: boolean;
  /** Code lenses, too. */
  readonly registersCodeLenses: boolean;
  /** It asks for code lenses again when it is told to. */
  readonly refreshesCodeLenses: boolean;
  readonly copyCommand: boolean;
  readonly probeCommand: boolean;
  readonly preUpgradeCommand: boolean;
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
    changeAnnotations:
      workspace?.workspaceEdit?.documentChanges === true &&
      workspace.workspaceEdit.changeAnnotationSupport !== undefined,
    editPreview:
      workspace?.workspaceEdit?.resourceOperations?.includes('create') === true &&
      optionOf(initializationOptions, 'editPreview') === true,
    snippetEdits:
      workspace?.workspaceEdit?.documentChanges === true && workspace.workspaceEdit.snippetEditSupport === true,
    markdown: format === undefined || format.includes(MarkupKind.Markdown),
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    relativePatterns: workspace?.didChangeWatchedFiles?.relativePatternSupport === true,
    registersSettings: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registersDocuments: [textDocument?.synchronization, textDocument?.codeAction, textDocument?.hover].every(
      (it) => it?.dynamicRegistration === true,
    ),
    registersCodeLenses: textDocument?.codeLens?.dynamicRegistration === true,
    refreshesCodeLenses: workspace?.codeLens?.refreshSupport === true,
    probeCommand: optionOf(initializationOptions, 'probeCommand') === true,
    preUpgradeCommand: optionOf(initializationOptions, 'preUpgradeCommand') === true,
    copyCommand: optionOf(initializationOptions, 'copyCommand') === true,
    debounce: typeof debounce === 'number' && debounce >= 0 ? debounce : DEBOUNCE,
  };
}

function optionOf(options: unknown, name: string): unknown {
  if (typeof options !== 'object' || options === null) return undefined;
  return new Map<string, unknown>(Object.entries(options)).get(name);
}
