// How a client departs while the Worker waits for the API: it resets its connection, and workerd
// then cancels the Worker's request. What that waited for neither resolves nor rejects.

const HOUR = 3_600_000;
const IN_PROGRESS = {
  success: true,
  result: { default: { status: "inprogress", percentComplete: 50 } },
};

const downloads = (identifier) => `/client/v4/accounts/account/stream/${identifier}/downloads`;

/** Resolves to the request for the downloads of a video, once it has arrived at the API. */
const take = (arrivals, identifier) => arrivals.take(downloads(identifier));

async function answerFirstLook(arrivals, identifier) {
  const exchange = await take(arrivals, identifier);
  await exchange.answer(IN_PROGRESS);
}

// The moments of departing. `path` is what the Worker is asked for; `reach` resolves to a request
// that the API holds from that moment on.

export const duringGet = {
  path: (identifier) => `/get/${identifier}`,
  reach: take,
};

export const duringFirstLook = {
  path: (identifier) => `/wait/${identifier}/0`,
  reach: take,
};

export const duringSecondLook = {
  path: (identifier) => `/wait/${identifier}/0`,
  async reach(arrivals, identifier) {
    await answerFirstLook(arrivals, identifier);
    return take(arrivals, identifier);
  },
};

export const betweenLooks = {
  path: (identifier) => `/wait/${identifier}/${HOUR}`,
  async reach(arrivals, identifier) {
    await answerFirstLook(arrivals, identifier);
    return arrivals.take(`/asleep/${identifier}`);
  },
};

/**
 * Sends the Worker a request, and resolves at the `moment` to a function that departs. It resolves
 * when workerd has cancelled the Worker's request, with what the Worker had sent to the API.
 */
export async function untilDeparture({ workerd, arrivals }, moment, identifier) {
  const { answer, reset } = workerd.open(moment.path(identifier));
  const early = answer.then(({ status, text }) => {
    throw new Error(`The Worker answered before its client departed: ${status} ${text}`);
  });
  const { left } = await Promise.race([moment.reach(arrivals, identifier), early]);
  return () => {
    reset();
    return left;
  };
}
