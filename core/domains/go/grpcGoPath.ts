import { GRPC_GO } from '../../alpn/index.ts';

/** Where grpc-go's repository is: people who cannot reach its own path replace that by this one, with the same versions of the same code. */
const REPOSITORY = 'github.com/grpc/grpc-go';

/** Whether a module path leads to grpc-go's code. Modules below it (`…/cmd/protoc-gen-go-grpc`, `…/examples`) are others. */
export function isGrpcGo(path: string): boolean {
  return path === GRPC_GO || path === REPOSITORY;
}
