// The worker that decodes photos, finds their faces, crops and encodes them, off the main thread.
import { PhotoError } from './photo-error';
import { createWorkshop } from './photo-workshop';
import { offscreenRaster } from './raster';
import type { WorkshopReply, WorkshopRequest, WorkshopResult } from './workshop-messages';

/** The members of the worker's global scope that are used here; TypeScript's DOM types describe a page's. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<WorkshopRequest>) => void) | null;
  postMessage(reply: WorkshopReply, transfer?: Transferable[]): void;
}

const scope = self as unknown as WorkerScope;
const workshop = createWorkshop(offscreenRaster);
let finding = new AbortController();

scope.onmessage = ({ data }) => {
  answer(data).then(
    (result) => {
      const transfer = result instanceof ImageBitmap ? [result] : [];
      scope.postMessage({ type: 'done', id: data.id, result }, transfer);
    },
    (error: unknown) => {
      const code = error instanceof PhotoError ? error.code : 'failed';
      scope.postMessage({ type: 'error', id: data.id, code, message: String(error) });
    },
  );
};

scope.postMessage({ type: 'started' });

function answer(request: WorkshopRequest): Promise<WorkshopResult> {
  switch (request.type) {
    case 'open':
      return workshop.open(request.file, (step) => scope.postMessage({ type: 'heic', step }));
    case 'preview':
      return workshop.preview(request.longestSide);
    case 'find-faces':
      finding = new AbortController();
      return workshop.findFaces(finding.signal);
    case 'stop-finding':
      finding.abort();
      return Promise.resolve(null);
    case 'shrink':
      return workshop.shrink(request.crop);
    case 'whole':
      return workshop.whole();
    case 'cut':
      return workshop.cut(request.crop, request.size);
  }
}
