// Passkeys: a form with data-passkey asks the portal what is wanted, the browser for a key, and is
// then sent with the answer like any other form. What is hidden without passkeys appears here.
const toBytes = (text) => {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
};

const toText = (buffer) => {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
};

const withBytes = (keys) => (keys ?? []).map((key) => ({ ...key, id: toBytes(key.id) }));

const make = async (options) => {
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      user: { ...options.user, id: toBytes(options.user.id) },
      excludeCredentials: withBytes(options.excludeCredentials),
    },
  });
  return answerOf(made, {
    attestationObject: toText(made.response.attestationObject),
    transports: made.response.getTransports?.() ?? [],
  });
};

const show = async (options) => {
  const shown = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      allowCredentials: withBytes(options.allowCredentials),
    },
  });
  return answerOf(shown, {
    authenticatorData: toText(shown.response.authenticatorData),
    signature: toText(shown.response.signature),
    userHandle: shown.response.userHandle ? toText(shown.response.userHandle) : null,
  });
};

const answerOf = (key, response) =>
  JSON.stringify({
    id: key.id,
    rawId: toText(key.rawId),
    type: key.type,
    response: { clientDataJSON: toText(key.response.clientDataJSON), ...response },
  });

const wanted = async (form) => {
  const answer = await fetch(form.dataset.options, {
    method: "POST",
    headers: { "X-CSRFToken": form.querySelector("[name$=csrf_token]").value },
  });
  if (answer.ok && answer.headers.get("Content-Type")?.startsWith("application/json")) {
    return answer.json();
  }
  // The portal wants something else first: to know who this is, or that somebody waits.
  if (answer.redirected) window.location.assign(answer.url);
  throw new Error(`the portal answered ${answer.status}`);
};

const prepare = (form) => {
  const trouble = form.querySelector("[data-trouble]");
  const button = form.querySelector("[type=submit]");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    trouble.hidden = true;
    button.disabled = true;
    try {
      const options = await wanted(form);
      const answer = form.dataset.passkey === "make" ? await make(options) : await show(options);
      form.querySelector("[data-answer]").value = answer;
      form.submit();
    } catch {
      trouble.hidden = false;
      button.disabled = false;
      button.focus();
    }
  });
};

if (window.PublicKeyCredential && window.isSecureContext) {
  document.querySelectorAll("[data-passkey]").forEach(prepare);
  document.querySelectorAll("[data-no-passkey]").forEach((words) => (words.hidden = true));
}
