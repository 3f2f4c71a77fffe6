import findMyWay from 'find-my-way';
import { REST_METHODS, type RestFace, type RestFaces, type RestMethod } from '../../kernel/ports/rest-faces.ts';

/** What answers an address. */
export interface Match {
  readonly face: RestFace;
  /** The template of the whole address. */
  readonly route: string;
  /** The parameters of its path, decoded. */
  readonly path: Readonly<Record<string, string | undefined>>;
}

/** Finds the endpoint of an address below `/api`; made once for each generation. */
export interface RestRouter {
  readonly find: (method: RestMethod, path: string) => Match | undefined;
  /** The methods that the address takes; none where nothing is there. */
  readonly methods: (path: string) => readonly RestMethod[];
}

const routers = new WeakMap<RestFaces, RestRouter>();

export function routerOf(faces: RestFaces, longest: number): RestRouter {
  const known = routers.get(faces);
  if (known) return known;
  const router = createRouter(faces, longest);
  routers.set(faces, router);
  return router;
}

/** @param longest characters of a parameter. */
function createRouter(faces: RestFaces, longest: number): RestRouter {
  const router = findMyWay({ maxParamLength: longest });
  for (const face of faces.all) {
    const store: Pick<Match, 'face' | 'route'> = { face, route: `/api${face.path}` };
    router.on(face.method, face.path.replace(/\{([^}]*)\}/g, ':$1'), () => {}, store);
  }
  const find = (method: RestMethod, path: string): Match | undefined => {
    const found = router.find(method, path);
    // A parameter that is empty is none: `/airports/` is not the address of an airport.
    if (!found || Object.values(found.params).includes('')) return undefined;
    const { face, route }: Pick<Match, 'face' | 'route'> = found.store;
    return { face, route, path: found.params };
  };
  return { find, methods: (path) => REST_METHODS.filter((method) => find(method, path)) };
}
