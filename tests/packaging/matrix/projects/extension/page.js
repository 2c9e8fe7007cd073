const answer = await chrome.runtime.sendMessage(Object.fromEntries(new URLSearchParams(location.search)));
document.querySelector("output").textContent = answer;
