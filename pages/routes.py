"""All addresses of the portal, put on the application in one place."""

from fastapi import APIRouter, Depends
from nicegui import app

from pages import (
    account_details,
    account_posts,
    accounts,
    card,
    check,
    create_password,
    demo_bank,
    demo_mail,
    downloads,
    exports,
    forgot_password,
    health,
    logo,
    packs,
    shelf,
    sign_in,
    webhooks,
)
from pages.customer import account, credit_list, dashboard, records, statement
from pages.forms import declared_only
from pages.health import Checks
from pages.plain import PlainPages
from pages.sign_in import Demo
from pages.staff import account as staff_account
from pages.staff import (
    activation,
    audit,
    customer,
    customer_posts,
    customers,
    look_as,
    mail,
    mail_posts,
    mending_posts,
    money,
    money_posts,
    paper_posts,
    payment,
    people_posts,
    record_posts,
    second_factor,
    settings,
    shelf_endings,
    shelf_posts,
)
from pages.staff import create_password as staff_create_password
from pages.staff import home as staff_home
from pages.staff import posts as staff_posts
from pages.staff import shelf as staff_shelf
from pages.staff import sign_in as staff_sign_in
from pages.staff.told import Told
from portal_ui.service import Portal


def install(portal: Portal, checks: Checks, demo: Demo, office: Demo, *, is_https: bool) -> None:
    """Put every page and route on the application. Call it once, before serving.

    `demo` and `office` are whom one may be in the demo, among customers and in the office.
    """
    plain = PlainPages(portal, is_https=is_https)
    _put(sign_in.router(plain, demo))
    _put(check.router(plain, is_demo=bool(demo.accounts)))
    within = (
        create_password,
        forgot_password,
        accounts,
        account_posts,
        account_details,
        downloads,
        exports,
        packs,
        card,
        demo_bank,
        demo_mail,
    )
    for part in (*within, logo, shelf):
        _put(part.router(plain))
    _put(staff_sign_in.router(plain, office))
    for office_part in (staff_create_password, second_factor, staff_posts, look_as, audit, mail_posts, money):
        _put(office_part.router(plain))
    told = Told()
    for customer_part in (customer_posts, people_posts, paper_posts, record_posts, mending_posts, money_posts, shelf_posts, shelf_endings):
        _put(customer_part.router(plain, told))
    _put(health.router(checks))
    app.include_router(webhooks.router(portal.paying))  # an event is no form; its signature says whether it is meant
    for page in (
        dashboard,
        records,
        account,
        credit_list,
        statement,
        staff_home,
        staff_account,
        customers,
        activation,
        audit,
        settings,
        mail,
        money,
    ):
        page.register(portal)
    customer.register(portal, told)
    payment.register(portal, told)
    staff_shelf.register(portal, told)


def _put(part: APIRouter) -> None:
    """Put a part of the pages on the application; no form of it brings what its handler does not declare."""
    app.include_router(part, dependencies=[Depends(declared_only)])
