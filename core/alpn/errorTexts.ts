import type { ErrorText } from './errorText.ts';
import { GO_TEXTS } from './errorTextsGo.ts';
import { GRPC_GO_TEXTS } from './errorTextsGrpcGo.ts';
import { HANDSHAKE_TEXTS } from './errorTextsHandshake.ts';
import { NGINX_TEXTS } from './errorTextsNginx.ts';
import { OTHER_TEXTS } from './errorTextsOthers.ts';

export type { ErrorText, Wording } from './errorText.ts';

/** Every text that we know people to see around ALPN with gRPC, grpc-go's own first. Facts of FACTS.date. */
export const ERROR_TEXTS: readonly ErrorText[] = [
  ...GRPC_GO_TEXTS,
  ...GO_TEXTS,
  ...HANDSHAKE_TEXTS,
  ...NGINX_TEXTS,
  ...OTHER_TEXTS,
];
