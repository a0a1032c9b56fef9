import type { GrpcGoBehaviour } from '../core/alpn/index.ts';
import type { OwnModule, PredictedCure } from '../core/observation/types.ts';
import { reportJson, verdictFor, type AddressReport, type ProbeReport } from '../probe/index.ts';
import type { PlaceInFile } from './renderMap.ts';
import type { Predict, Predicted } from './probeProject.ts';

/** The report as JSON: to each address come the verdicts about the clients that were asked for, to each target what the project says. */
export function probeJson(
  report: ProbeReport,
  tool: { readonly name: string; readonly version: string },
  { clients, predict }: { readonly clients: readonly GrpcGoBehaviour[]; readonly predict: Predict | undefined },
): string {
  const targets = report.targets.map((target) => ({
    ...target,
    addresses: clients.length === 0 ? target.addresses : target.addresses.map((it) => judged(it, clients)),
    ...(predict !== undefined && { workspace: workspaceOf(predict(target, report.started)) }),
  }));
  return reportJson({ ...report, targets }, tool);
}

/** As `verdicts`, for single versions. */
function judged(address: AddressReport, clients: readonly GrpcGoBehaviour[]): AddressReport {
  const judgements = clients.map((client) => {
    const { result, brokeAt = null, error = null, printedBy = null, cures } = verdictFor(address, client);
    return { side: 'client', grpcGo: client.version.text, result, brokeAt, error, printedBy, cures };
  });
  const extended: AddressReport & { readonly clients: typeof judgements } = { ...address, clients: judgements };
  return extended;
}

function workspaceOf({ context, comparisons }: Predicted): unknown {
  return {
    predictions: comparisons.map(({ prediction: { at, cures, ...prediction }, result, explanation }) => ({
      ...prediction,
      ...at,
      cures: cures.map(flat),
      result,
      explanation,
    })),
    modules: context.modules.map(flat),
  };
}

/** Places stand in the objects that they are of, as everywhere in the JSON of this program. */
function flat<Item extends OwnModule<PlaceInFile> | PredictedCure<PlaceInFile>>({
  at,
  ...item
}: Item): Omit<Item, 'at'> & PlaceInFile {
  return { ...item, ...at };
}
