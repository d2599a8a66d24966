// An old address leads on to the new one, to the same place on the page: a refresh would lose what stands behind the `#`.
location.replace(document.currentScript.dataset.to + location.search + location.hash);
