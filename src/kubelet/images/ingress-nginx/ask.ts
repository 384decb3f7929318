// One request of the controller to the API server, answered at once.

import { type ApiRequest, type ApiResponse, isStreaming } from '#apimachinery/wire.ts';
import type { ContainerView } from '../../image.ts';
import type { Unreachable } from '../../in-cluster.ts';

export function ask({ api }: ContainerView, request: ApiRequest): ApiResponse | Unreachable {
  const answer = api.request(request);
  if ('unreachable' in answer) return answer;
  if (isStreaming(answer)) throw new Error(`${request.method} ${request.path} was answered with a stream`);
  return answer;
}
