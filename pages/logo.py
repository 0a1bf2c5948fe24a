"""`/brand/{key}.png`: the company's logo, which strangers see, too."""

from fastapi import APIRouter, Response

from pages.plain import PlainPages

_FOR_EVER = "public, max-age=31536000, immutable"


def router(plain: PlainPages) -> APIRouter:
    """The one route. A logo that is replaced is found at its old address no more."""
    routes = APIRouter()

    async def logo(key: str) -> Response:
        company = await plain.portal.company.view()
        if not company.logo or key != company.logo_key:
            return Response(b"", 404, media_type="image/png")
        return Response(company.logo, media_type="image/png", headers={"Cache-Control": _FOR_EVER})

    routes.add_api_route("/brand/{key}.png", logo, methods=["GET"], response_model=None)
    return routes
