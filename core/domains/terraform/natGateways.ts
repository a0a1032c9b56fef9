import type { EdgeListener } from '../edges.ts';
import { booleanOf } from './evaluate.ts';
import { exists, resourcesOf, settingsOf, type Reading } from './reading.ts';
import { placeOf } from './settings.ts';
import { knownModule } from './sources.ts';
import { statedOf } from './statements.ts';
import { locationOf, type Declaration } from './values.ts';

/** NAT gateways, which pass on TLS as it is: of `aws_nat_gateway`, and of calls of terraform-aws-modules/vpc. */
export function natGateways(reading: Reading): readonly EdgeListener[] {
  const modules = reading.scope.declarations.filter((it) => {
    const inputs = settingsOf(it, reading);
    return knownModule(it) === 'vpc' && exists(inputs) && booleanOf(inputs.get('enable_nat_gateway')) === true;
  });
  return [...resourcesOf(reading, 'aws_nat_gateway'), ...modules].map((it) => natGateway(it, reading));
}

function natGateway(declaration: Declaration, reading: Reading): EdgeListener {
  const settings = settingsOf(declaration, reading);
  const stated = statedOf(settings.whole, reading.options);
  return {
    ...{ source: 'terraform', product: 'aws-nat-gateway', name: declaration.address },
    at: placeOf(settings, 'enable_nat_gateway'),
    declaration: locationOf(declaration),
    ...{ protocol: undefined, port: undefined, tls: 'passthrough', hosts: [], targets: [], remarks: [] },
    ...{ alpnPolicy: undefined, policyIgnored: undefined, http2: undefined },
    grpc: stated === undefined ? PASSES : { grpc: stated.grpc, because: [stated.because] },
  };
}

const PASSES = { grpc: 'unknown', because: ['whatever leaves the network leaves through it'] } as const;
